export { default } from '../../playwright.config.ts';
