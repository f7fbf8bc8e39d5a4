import { browser } from './storage.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** Makes a button switch between light and dark. Until it's used, and when it leads back, the page does as the system does. */
export function useTheme(button) {
    const show = () => {
        const chosen = browser.read('theme');
        if (chosen === null) {
            delete document.documentElement.dataset.theme;
        } else {
            document.documentElement.dataset.theme = chosen;
        }
        button.setAttribute('aria-pressed', String((chosen ?? systemTheme()) === 'dark'));
    };
    button.addEventListener('click', () => {
        const next = button.getAttribute('aria-pressed') === 'true' ? 'light' : 'dark';
        browser.write('theme', next === systemTheme() ? null : next);
        show();
    });
    dark.addEventListener('change', show);
    show();
}

function systemTheme() {
    return dark.matches ? 'dark' : 'light';
}
