/** Names the language of a text for screen readers and fonts, as far as its letters tell it; undefined if they don't. */
export function languageOf(text) {
    return /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) ? 'ja'
        : /\p{Script=Hangul}/u.test(text) ? 'ko'
        : /\p{Script=Han}/u.test(text) ? 'zh'
        : undefined;
}

/** Sets or removes a node's language. */
export function setLanguage(node, text) {
    const language = languageOf(text);
    if (language === undefined) {
        node.removeAttribute('lang');
    } else {
        node.lang = language;
    }
}
