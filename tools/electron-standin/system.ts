import { EventEmitter } from 'node:events';
import type { App } from './app.ts';
import { type Recorder, strict } from './recorder.ts';

type Template = {
  label?: string;
  role?: string;
  type?: string;
  accelerator?: string;
  submenu?: Template[];
  click?: (item: MenuItem) => void;
};

/** Parts of Electron that speak to the desktop environment: recorded, and answered as a person who declines would. */
export function createSystem(recorder: Recorder) {
  return {
    dialog: strict('dialog', {
      showMessageBox: async (...input: unknown[]) => {
        recorder.note('dialog.showMessageBox', input.at(-1));
        return { response: 0, checkboxChecked: false };
      },
      showOpenDialog: async (...input: unknown[]) => {
        recorder.note('dialog.showOpenDialog', input.at(-1));
        return { canceled: true, filePaths: [] };
      },
      showSaveDialog: async (...input: unknown[]) => {
        recorder.note('dialog.showSaveDialog', input.at(-1));
        return { canceled: true, filePath: '' };
      },
      showErrorBox: (title: string, content: string) => {
        recorder.note('dialog.showErrorBox', title, content);
        console.error(`${title}: ${content}`);
      },
    }),
    shell: strict('shell', {
      openExternal: async (url: string) => recorder.note('shell.openExternal', url),
      openPath: async (path: string) => {
        recorder.note('shell.openPath', path);
        return '';
      },
    }),
    nativeTheme: createTheme(),
    screen: strict('screen', { getAllDisplays: () => [display], getPrimaryDisplay: () => display }),
  };
}

const area = { x: 0, y: 0, width: 1920, height: 1080 };
const display = { id: 1, bounds: area, workArea: area, workAreaSize: { width: area.width, height: area.height }, scaleFactor: 1 };

function createTheme() {
  const theme = Object.assign(new EventEmitter(), { themeSource: 'system' });
  Object.defineProperty(theme, 'shouldUseDarkColors', { get: () => theme.themeSource === 'dark' });
  return theme;
}

/** A notification nobody sees; tests click it by emitting 'click'. */
export class Notification extends EventEmitter {
  static recorder: Recorder;
  static isSupported(): boolean {
    return true;
  }
  readonly title: string;
  readonly body: string;

  constructor({ title = '', body = '' }: { title?: string; body?: string } = {}) {
    super();
    this.title = title;
    this.body = body;
  }
  show(): void {
    Notification.recorder.note('Notification.show', this);
    process.nextTick(() => this.emit('show'));
  }
  close(): void {
    this.emit('close');
  }
}

export class MenuItem {
  readonly label: string;
  readonly role: string | undefined;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  readonly #click: Template['click'];

  constructor({ label, role, accelerator, submenu, click }: Template) {
    this.label = label ?? role ?? '';
    this.role = role;
    this.accelerator = accelerator;
    this.submenu = submenu && Menu.buildFromTemplate(submenu);
    this.#click = click;
  }
  click(): void {
    if (this.#click) this.#click(this);
    else if (this.role === 'quit') Menu.app.quit();
  }
}

export class Menu {
  static app: App;
  static #applicationMenu: Menu | null = null;
  readonly items: MenuItem[];

  constructor(items: MenuItem[] = []) {
    this.items = items;
  }
  static buildFromTemplate(template: Template[]): Menu {
    return new Menu(template.map((item) => new MenuItem(item)));
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#applicationMenu = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#applicationMenu;
  }
}
