// So near the end that who scrolls there wants to be there.
const Near = 32;

/** Keeps the end of the page in sight until the reader scrolls up, and again from when the reader is back at the end. */
export class Follower {
    #button;
    #isFollowing = true;
    #lastTop = scrollY;

    /** @param {HTMLButtonElement} button Leads back to the end. */
    constructor(button) {
        this.#button = button;
        button.addEventListener('click', () => this.toEnd());
        addEventListener('scroll', () => this.#onScroll(), { passive: true });
        addEventListener('resize', () => this.follow());
        new ResizeObserver(() => this.#showButton()).observe(document.body);
    }

    /** Goes to the end, and follows what comes. */
    toEnd() {
        this.#isFollowing = true;
        this.follow();
    }

    /** Goes to the end if the reader hasn't left it. */
    follow() {
        if (this.#isFollowing) {
            scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
        }
        this.#showButton();
    }

    #onScroll() {
        // Text that grows moves nothing up: the reader does.
        if (scrollY < this.#lastTop) {
            this.#isFollowing = distanceToEnd() <= 1;
        } else if (distanceToEnd() <= Near) {
            this.#isFollowing = true;
        }
        this.#lastTop = scrollY;
        this.#showButton();
    }

    #showButton() {
        this.#button.hidden = this.#isFollowing || distanceToEnd() <= Near;
    }
}

function distanceToEnd() {
    return document.documentElement.scrollHeight - innerHeight - scrollY;
}
