import { build, element } from './tree.js';

const Svg = 'http://www.w3.org/2000/svg';

/** A button with a text. */
export function textButton(text, action) {
    return build(element('button', { type: 'button', 'data-action': action }, [text]));
}

/** A small button with an icon and a text. */
export function quietButton(icon, text, action) {
    const button = build(element('button', { type: 'button', class: 'quiet', 'data-action': action }, [element('span', {}, [text])]));
    button.prepend(image(icon));
    return button;
}

/** A small button with an icon alone, which has a name for who can't see it, or wonders. */
export function iconButton(icon, name, action) {
    const button = build(element('button', { type: 'button', class: 'quiet', 'data-action': action, 'aria-label': name, title: name }));
    button.append(image(icon));
    return button;
}

/** One of the icons of index.html. */
function image(icon) {
    const svg = document.createElementNS(Svg, 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS(Svg, 'use');
    use.setAttribute('href', `#icon-${icon}`);
    svg.append(use);
    return svg;
}
