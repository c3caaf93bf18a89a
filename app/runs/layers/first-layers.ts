/** Layers that are shown until others are picked. */
export const FIRST_LAYERS = 6;
/** Layers and moments, multiplied, that come with the page; the rest is read by the page itself. */
export const FIRST_POINTS = 240;
