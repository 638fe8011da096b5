import type { Manifest } from '@banrimkwae/connector-kit/manifest';

/** Nobody is called: a QR is made here, and the bank tells nobody that it was paid. */
export const manifest = {
  id: 'promptpay',
  name: 'PromptPay',
  type: 'payment',
  capabilities: ['payments'],
  fields: [
    {
      name: 'kind',
      label: { en: 'Kind of account', th: 'ประเภทบัญชี' },
      type: 'select',
      options: [
        { value: 'mobile', label: { en: 'Mobile number', th: 'เบอร์มือถือ' } },
        { value: 'id', label: { en: 'National id or tax id', th: 'เลขประจำตัวประชาชนหรือเลขผู้เสียภาษี' } },
        { value: 'ewallet', label: { en: 'E-wallet', th: 'อีวอลเล็ต' } },
        { value: 'bank_account', label: { en: 'Bank account', th: 'บัญชีธนาคาร' } },
        { value: 'biller', label: { en: 'Biller id (company)', th: 'รหัสผู้รับชำระ (นิติบุคคล)' } },
      ],
      description: {
        en: 'Only a biller id carries our reference to the bank; with the others a person compares amount and time.',
        th: 'เฉพาะรหัสผู้รับชำระที่ส่งเลขอ้างอิงของเราไปถึงธนาคาร แบบอื่นต้องเทียบยอดและเวลาเอง',
      },
    },
    {
      name: 'account',
      label: { en: 'Number', th: 'หมายเลข' },
      type: 'text',
      pattern: '[0-9 +()-]{4,50}',
      example: '081 234 5678',
      description: {
        en: 'Mobile 10 digits, id 13, e-wallet 15, biller 15; a bank account as 014-1234567890 (bank code first).',
        th: 'มือถือ 10 หลัก บัตรประชาชน 13 อีวอลเล็ต 15 ผู้รับชำระ 15 บัญชีธนาคารเขียน 014-1234567890 (รหัสธนาคารนำหน้า)',
      },
    },
    {
      name: 'merchantName',
      label: { en: 'Name in the QR', th: 'ชื่อใน QR' },
      type: 'text',
      required: false,
      pattern: '[\\x20-\\x7e]{1,25}',
      example: 'BANRIMKWAE RESORT',
      description: { en: 'Latin letters, at most 25.', th: 'ตัวอักษรอังกฤษ ไม่เกิน 25 ตัว' },
    },
    {
      name: 'merchantCity',
      label: { en: 'Town in the QR', th: 'เมืองใน QR' },
      type: 'text',
      required: false,
      pattern: '[\\x20-\\x7e]{1,15}',
      example: 'KANCHANABURI',
    },
  ],
  hosts: {},
  auth: { kind: 'none' },
  rateLimitPerMinute: 600,
  timeoutSeconds: 5,
  retryAttempts: 0,
  endpoints: {},
  practice: {
    values: { kind: 'biller', account: '099999999999990', merchantName: 'BANRIMKWAE RESORT', merchantCity: 'KANCHANABURI' },
    scenes: {},
  },
  docs: [
    {
      label: 'Bank of Thailand: PromptPay',
      url: 'https://www.bot.or.th/en/financial-innovation/digital-finance/digital-payment/promptpay.html',
    },
  ],
} as const satisfies Manifest;
