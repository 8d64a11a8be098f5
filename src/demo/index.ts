export { playDemo } from './story.ts';
export { createStyle, hasColours } from './terminal/style.ts';
