import { Chat } from './chat.js';
import { Conversation } from './conversation.js';
import { Follower } from './follower.js';
import { Relay } from './relay.js';
import { browser, tab } from './storage.js';
import { otherThan, preferredLanguage, texts, useLanguage } from './texts.js';
import { useTheme } from './theme.js';

const byId = id => document.getElementById(id);
const message = byId('message');
const send = byId('send');
const stop = byId('stop');
const models = byId('model');
const trouble = byId('trouble');
const tokenDialog = byId('token-dialog');

let language = preferredLanguage();
useLanguage(language, byId('language'));
useTheme(byId('theme'));

const relay = new Relay();
const chat = new Chat({
    relay,
    conversation: Conversation.load(),
    log: byId('log'),
    follower: new Follower(byId('to-end')),
    announce: text => byId('status').textContent = text,
});
chat.onChange = onChatChanged;
chat.onTokenWanted = askForToken;

message.value = tab.read('draft') ?? '';
showState();
fitMessage();
message.focus();
listModels();

function onChatChanged() {
    showState();
    if (!chat.isWriting && !trouble.hidden) {
        // The relay may be back.
        listModels();
    }
}

function showState() {
    // A button that goes takes the focus with it.
    const hadFocus = document.activeElement === stop || (chat.isWriting && document.activeElement === document.body);
    send.hidden = chat.isWriting;
    stop.hidden = !chat.isWriting;
    send.disabled = message.value.trim() === '';
    byId('log').ariaBusy = String(chat.isWriting);
    byId('welcome').hidden = !chat.isEmpty;
    byId('new').disabled = chat.isEmpty;
    if (hadFocus) {
        message.focus({ preventScroll: true });
    }
}

// The message

byId('composer').addEventListener('submit', event => {
    event.preventDefault();
    const text = message.value.trim();
    if (text === '' || chat.isWriting) {
        return;
    }
    message.value = '';
    onMessageChanged();
    message.focus();
    chat.send(text);
});

message.addEventListener('input', onMessageChanged);

document.addEventListener('keydown', event => {
    // The Enter and Esc of an input method belong to it. Safari tells of the last one by its code alone.
    if (event.isComposing || event.keyCode === 229) {
        return;
    }
    if (event.key === 'Enter' && !event.shiftKey && event.target.matches('textarea')) {
        event.preventDefault();
        event.target.form.requestSubmit();
    } else if (event.key === 'Escape' && !tokenDialog.open) {
        chat.stop();
    }
});

stop.addEventListener('click', () => chat.stop());
byId('new').addEventListener('click', () => {
    chat.clear();
    message.focus();
});
byId('to-end').addEventListener('click', () => message.focus());

function onMessageChanged() {
    tab.write('draft', message.value || null);
    send.disabled = message.value.trim() === '';
    fitMessage();
}

/** As high as its text, for browsers that can't by themselves. */
function fitMessage() {
    if (!CSS.supports('field-sizing', 'content')) {
        message.style.height = 'auto';
        message.style.height = `${message.scrollHeight}px`;
    }
}

// The language

byId('language').addEventListener('click', () => {
    language = otherThan(language);
    browser.write('language', language);
    useLanguage(language, byId('language'));
    chat.showAll();
    showTrouble(trouble.dataset.kind);
});

// The models

async function listModels() {
    try {
        showModels(await relay.listModels());
        showTrouble();
    } catch (error) {
        // Without a list the relay's own model answers.
        if (error.kind === 'unauthorized') {
            askForToken();
        } else if (error.kind === 'unreachable') {
            showTrouble(error.kind);
        }
    }
}

function showModels(names) {
    // The relay may have a model of its own, and the list doesn't tell which.
    const ownModel = new Option(texts.defaultModel, '');
    ownModel.dataset.text = 'defaultModel';
    models.replaceChildren(ownModel, ...names.map(name => new Option(name)));
    models.value = names.includes(tab.read('model')) ? tab.read('model') : '';
    models.hidden = names.length < 2;
    byId('model-name').textContent = names.length === 1 ? names[0] : '';
    chat.model = names.length === 1 ? names[0] : models.value || undefined;
}

models.addEventListener('change', () => {
    chat.model = models.value || undefined;
    tab.write('model', models.value || null);
});

function showTrouble(kind = '') {
    trouble.dataset.kind = kind;
    trouble.hidden = kind === '';
    trouble.firstElementChild.textContent = texts[kind] ?? '';
}

trouble.querySelector('button').addEventListener('click', listModels);

// The access token

function askForToken() {
    if (!tokenDialog.open) {
        byId('token-refused').hidden = !relay.hasToken;
        byId('token').value = '';
        tokenDialog.showModal();
    }
}

tokenDialog.querySelector('form').addEventListener('submit', event => {
    event.preventDefault();
    relay.token = byId('token').value;
    tokenDialog.close();
    listModels();
    if (chat.wantsToken) {
        chat.retry();
    }
});

byId('token-cancel').addEventListener('click', () => tokenDialog.close());
