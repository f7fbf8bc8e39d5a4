// A tree is a string or { tag, attributes, children }. It becomes DOM by createElement and text nodes alone: what a model
// writes can't become markup, whatever it writes.

/** An element of a tree. Strings that stand next to each other become one. */
export function element(tag, attributes = {}, children = []) {
    const joined = [];
    for (const child of children) {
        if (typeof child === 'string' && typeof joined.at(-1) === 'string') {
            joined.push(joined.pop() + child);
        } else if (child !== '') {
            joined.push(child);
        }
    }
    return { tag, attributes, children: joined };
}

/** The DOM of a tree. */
export function build(tree) {
    if (typeof tree === 'string') {
        return document.createTextNode(tree);
    }
    const node = document.createElement(tree.tag);
    for (const [name, value] of Object.entries(tree.attributes)) {
        node.setAttribute(name, value);
    }
    node.append(...tree.children.map(build));
    return node;
}

/**
 * Makes the children of a node what they should be and touches only what differs, so that text which is selected stays
 * selected, and a button keeps its focus while the text grows around it.
 * @param {Element} parent
 * @param {Array} before The trees that its children were built from.
 * @param {Array} after The trees that they should be.
 * @param {number} start The first child that counts.
 */
export function update(parent, before, after, start = 0) {
    for (let i = 0; i < after.length; i++) {
        if (i < before.length) {
            updateNode(parent.childNodes[start + i], before[i], after[i]);
        } else {
            parent.append(build(after[i]));
        }
    }
    while (parent.childNodes.length > start + after.length) {
        parent.lastChild.remove();
    }
}

function updateNode(node, before, after) {
    if (typeof before === 'string' && typeof after === 'string') {
        updateText(node, before, after);
    } else if (before.tag !== undefined && before.tag === after.tag) {
        updateAttributes(node, before.attributes, after.attributes);
        update(node, before.children, after.children);
    } else {
        node.replaceWith(build(after));
    }
}

function updateText(node, before, after) {
    if (after.length > before.length && after.startsWith(before)) {
        node.appendData(after.slice(before.length));
    } else if (after !== before) {
        node.data = after;
    }
}

function updateAttributes(node, before, after) {
    for (const name of Object.keys(before)) {
        if (!(name in after)) {
            node.removeAttribute(name);
        }
    }
    for (const [name, value] of Object.entries(after)) {
        if (before[name] !== value) {
            node.setAttribute(name, value);
        }
    }
}
