import { browser } from './storage.js';

// All words of the page. index.html has the English ones, too, for the moment before this is read.

export const dictionaries = {
    en: {
        skip: 'Skip to the message',
        model: 'Model',
        defaultModel: 'Default model',
        dark: 'Dark colours',
        newConversation: 'New conversation',
        welcome: 'What would you like to know?',
        welcomeText: 'Replies show as they are written. The key stays with the relay.',
        conversation: 'Conversation',
        toEnd: 'Jump to end',
        message: 'Message',
        messagePlaceholder: 'Write a message',
        send: 'Send',
        stop: 'Stop',
        keys: 'Enter sends, Shift+Enter starts a new line, Esc stops.',
        question: 'You',
        reply: 'Reply',
        reasoning: 'Reasoning',
        reasoningNow: 'Thinking…',
        reasoningFor: seconds => `Thought for ${seconds} s`,
        waiting: 'Waiting for the model',
        copyReply: 'Copy',
        copyCode: 'Copy',
        copied: 'Copied',
        copyFailed: 'Not copied',
        code: 'Code',
        table: 'Table',
        edit: 'Edit',
        editMessage: 'Edit the message',
        editSend: 'Send again',
        cancel: 'Cancel',
        retry: 'Try again',
        tokens: (input, output) => `${input} tokens in, ${output} out`,
        firstToken: seconds => `first token after ${seconds} s`,
        speed: rate => `${rate} tokens/s`,
        announceWriting: 'The model is writing.',
        announceComplete: text => `Reply complete. ${text}`,
        stopped: 'Stopped.',
        left: 'The page was left before the reply was complete.',
        broken: 'The connection broke off before the reply was complete.',
        unreachable: 'The relay can’t be reached. Is it still running? Start-ChatRelay starts it.',
        unauthorized: 'The relay wants its access token.',
        refused: (status, message) => `The request failed with status ${status}: ${message}`,
        failed: message => `The reply failed: ${message}`,
        empty: 'The reply has no text.',
        length: 'The reply ends here because it reached its token limit.',
        filtered: 'The service’s content filter ended the reply.',
        toolCalls: 'The model wants to call a tool, and this page has none.',
        tokenEnter: 'Enter the token',
        tokenTitle: 'Access token',
        tokenText: 'This relay answers only to those who have its access token. It is kept until this tab is closed.',
        tokenLabel: 'Token',
        tokenRefused: 'The relay refused this token.',
        tokenUse: 'Use it',
    },
    zh: {
        skip: '跳到输入框',
        model: '模型',
        defaultModel: '默认模型',
        dark: '深色外观',
        newConversation: '新对话',
        welcome: '想了解些什么？',
        welcomeText: '回复会边写边显示。密钥只留在中继一侧。',
        conversation: '对话',
        toEnd: '跳到末尾',
        message: '消息',
        messagePlaceholder: '输入消息',
        send: '发送',
        stop: '停止',
        keys: 'Enter 发送，Shift+Enter 换行，Esc 停止。',
        question: '你',
        reply: '回复',
        reasoning: '思考过程',
        reasoningNow: '正在思考…',
        reasoningFor: seconds => `思考了 ${seconds} 秒`,
        waiting: '正在等待模型',
        copyReply: '复制',
        copyCode: '复制',
        copied: '已复制',
        copyFailed: '未能复制',
        code: '代码',
        table: '表格',
        edit: '编辑',
        editMessage: '编辑消息',
        editSend: '重新发送',
        cancel: '取消',
        retry: '重试',
        tokens: (input, output) => `输入 ${input} 个 token，输出 ${output} 个`,
        firstToken: seconds => `首个 token 用时 ${seconds} 秒`,
        speed: rate => `${rate} token/秒`,
        announceWriting: '模型正在回复。',
        announceComplete: text => `回复完成。${text}`,
        stopped: '已停止。',
        left: '回复完成之前，页面被关闭或刷新了。',
        broken: '回复完成之前，连接中断了。',
        unreachable: '无法连接到中继。它还在运行吗？可用 Start-ChatRelay 启动。',
        unauthorized: '中继需要访问令牌。',
        refused: (status, message) => `请求失败，状态码 ${status}：${message}`,
        failed: message => `回复失败：${message}`,
        empty: '回复没有文本。',
        length: '回复达到 token 上限，到此为止。',
        filtered: '服务的内容过滤终止了回复。',
        toolCalls: '模型想调用工具，而本页面没有工具。',
        tokenEnter: '输入令牌',
        tokenTitle: '访问令牌',
        tokenText: '这个中继只回应持有访问令牌的人。令牌会保留到关闭此标签页为止。',
        tokenLabel: '令牌',
        tokenRefused: '中继拒绝了这个令牌。',
        tokenUse: '使用',
    },
};

const tags = { en: 'en', zh: 'zh-CN' };
const names = { en: 'English', zh: '中文' };

/** The words in the language chosen. */
export let texts = dictionaries.en;

/** The language chosen earlier, or else the browser's. */
export function preferredLanguage() {
    const chosen = browser.read('language');
    return chosen in dictionaries ? chosen : navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Gives the page the words of a language, and the button the name of the other one. */
export function useLanguage(language, button) {
    texts = dictionaries[language];
    document.documentElement.lang = tags[language];
    for (const node of document.querySelectorAll('[data-text]')) {
        node.textContent = texts[node.dataset.text];
    }
    for (const node of document.querySelectorAll('[data-label]')) {
        label(node, texts[node.dataset.label]);
    }
    for (const node of document.querySelectorAll('[data-placeholder]')) {
        node.placeholder = texts[node.dataset.placeholder];
    }
    const other = otherThan(language);
    button.textContent = names[other];
    button.lang = tags[other];
}

/** The language that the button leads to. */
export function otherThan(language) {
    return language === 'en' ? 'zh' : 'en';
}

/** Names a node for screen readers, and a button that has no text for the eyes as well. */
export function label(node, text) {
    node.setAttribute('aria-label', text);
    if (node.matches('button')) {
        node.title = text;
    }
}
