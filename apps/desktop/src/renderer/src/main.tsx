import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './look/fonts.ts';
import './look/global.css';
import { createRoot } from 'react-dom/client';
import { config } from 'zod';
import { createAgentAccess } from './agent/create-access.ts';
import { App } from './app.tsx';
import { startLanguage } from './shell/language.tsx';
import { createI18n } from './text/i18n.ts';

/** The page's content security policy forbids code made at run time, which zod would otherwise try for speed. */
config({ jitless: true });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
const language = startLanguage(localStorage, navigator.language);
document.documentElement.lang = language;
const i18n = createI18n(language);
createRoot(root).render(<App i18n={i18n} access={createAgentAccess(window, () => i18n.language)} />);
