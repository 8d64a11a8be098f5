export { type DemoOptions, playDemo } from './story.ts';
export { createStyle, hasColours } from './terminal/style.ts';
