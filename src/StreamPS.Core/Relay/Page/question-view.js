import { iconButton, textButton } from './buttons.js';
import { setLanguage } from './language.js';
import { texts } from './texts.js';
import { build, element } from './tree.js';

/** Shows a question, and lets it be written anew. */
export class QuestionView {
    #text;
    #edit = iconButton('edit', texts.edit, 'edit');
    #form = null;

    constructor(question) {
        this.question = question;
        this.#text = build(element('p', { class: 'bubble', dir: 'auto' }, [question.text]));
        setLanguage(this.#text, question.text);
        this.root = build(element('article', { class: 'turn question' }, [element('h2', { class: 'visually-hidden' }, [texts.question])]));
        this.root.append(this.#text, this.#edit);
    }

    /** Puts a field in the place of the text. */
    startEditing(send) {
        const field = build(element('textarea', { dir: 'auto', 'aria-label': texts.editMessage, rows: '3' }));
        const form = build(element('form', { class: 'editor' }));
        const buttons = build(element('div', { class: 'buttons' }));
        const sendButton = build(element('button', { type: 'submit', class: 'primary' }, [texts.editSend]));
        buttons.append(textButton(texts.cancel, 'cancel-edit'), sendButton);
        form.append(field, buttons);
        field.value = this.question.text;

        form.addEventListener('submit', event => {
            event.preventDefault();
            if (field.value.trim() !== '') {
                send(field.value.trim());
            }
        });
        form.addEventListener('keydown', event => {
            if (event.key === 'Escape' && !event.isComposing) {
                event.stopPropagation();
                this.stopEditing();
            }
        });
        this.#form = form;
        this.#text.replaceWith(form);
        this.#edit.hidden = true;
        field.focus();
        return field;
    }

    stopEditing() {
        this.#form.replaceWith(this.#text);
        this.#form = null;
        this.#edit.hidden = false;
        this.#edit.focus();
    }
}
