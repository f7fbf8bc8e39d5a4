// A browser may forbid storage, and it may be full. The page works without: it forgets.

/** Values that live as long as the tab. */
export const tab = open(() => sessionStorage);

/** Values that stay in this browser. */
export const browser = open(() => localStorage);

function open(getArea) {
    return {
        read(key) {
            try {
                return JSON.parse(getArea().getItem(`streamps.${key}`));
            } catch {
                return null;
            }
        },

        /** Keeps a value, or forgets it when it is null. */
        write(key, value) {
            try {
                if (value === null) {
                    getArea().removeItem(`streamps.${key}`);
                } else {
                    getArea().setItem(`streamps.${key}`, JSON.stringify(value));
                }
            } catch {
                // See above.
            }
        },
    };
}
