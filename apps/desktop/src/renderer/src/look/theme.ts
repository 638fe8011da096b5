import {
  Button,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  Popover,
  Select,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';

const river: MantineColorsTuple = [
  '#effaf8',
  '#d3f1ec',
  '#a8e2da',
  '#74cdc4',
  '#45b1a9',
  '#25958e',
  '#177872',
  '#11645f',
  '#10504d',
  '#0c3f3d',
];
const slate: MantineColorsTuple = [
  '#f8fafc',
  '#f1f5f9',
  '#e2e8f0',
  '#cbd5e1',
  '#94a3b8',
  '#64748b',
  '#475569',
  '#334155',
  '#1e293b',
  '#0f172a',
];
/** Mantine reads these from the text colour (0) down to the deepest ground (9). */
const night: MantineColorsTuple = [
  '#e2e8f0',
  '#cbd5e1',
  '#a3b1c4',
  '#7487a0',
  '#3a4a60',
  '#2a384b',
  '#1d2939',
  '#141d2b',
  '#0f1722',
  '#0a1019',
];

const MOTION = 120;
const quick = { duration: MOTION };
const inputWords = { labelProps: { mb: 4 } };

export const theme = createTheme({
  primaryColor: 'river',
  primaryShade: { light: 7, dark: 6 },
  colors: { river, gray: slate, dark: night },
  black: '#0f172a',
  fontFamily: "'Inter Variable', 'Noto Sans Thai', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  /** Thai marks stand above and below the line and need the room. */
  lineHeights: { xs: '1.55', sm: '1.55', md: '1.55', lg: '1.55', xl: '1.45' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 8,
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.4' },
      h2: { fontSize: '16px', lineHeight: '1.5' },
      h3: { fontSize: '14px', lineHeight: '1.55' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        withArrow: true,
        multiline: true,
        maw: 320,
        transitionProps: quick,
        events: { hover: true, focus: true, touch: false },
      },
    }),
    Modal: Modal.extend({ defaultProps: { transitionProps: quick, centered: true } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: quick, position: 'bottom-end' } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: quick } }),
    Select: Select.extend({ defaultProps: { comboboxProps: { transitionProps: quick }, ...inputWords } }),
    TextInput: TextInput.extend({ defaultProps: inputWords }),
    NumberInput: NumberInput.extend({ defaultProps: inputWords }),
    PasswordInput: PasswordInput.extend({ defaultProps: inputWords }),
    Textarea: Textarea.extend({ defaultProps: inputWords }),
  },
});
