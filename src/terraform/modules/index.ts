export { isModelled, type Known, knownModule, listModule, readModule } from './library.ts';
