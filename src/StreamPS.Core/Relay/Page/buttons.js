import { build, element } from './tree.js';

const Svg = 'http://www.w3.org/2000/svg';

/** A button with a text. */
export function textButton(text, action) {
    return build(element('button', { type: 'button', 'data-action': action }, [text]));
}

/** A small button with one of the icons of index.html and a text. */
export function iconButton(icon, text, action) {
    const button = build(element('button', { type: 'button', class: 'quiet', 'data-action': action }, [element('span', {}, [text])]));
    const image = document.createElementNS(Svg, 'svg');
    image.setAttribute('class', 'icon');
    image.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS(Svg, 'use');
    use.setAttribute('href', `#icon-${icon}`);
    image.append(use);
    button.prepend(image);
    return button;
}
