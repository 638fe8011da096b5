import type { Trouble } from '../carrier.ts';

const sentences = (en: string, th: string) => ({ en, th });

/** What the client's last lines mean. The first row that fits is taken. */
const MEANINGS: readonly (readonly [RegExp, Trouble])[] = [
  [
    /ENOENT|EACCES/,
    {
      sentence: sentences('The program ssh cannot be started.', 'เริ่มโปรแกรม ssh ไม่ได้'),
      nextStep: sentences(
        "Install the OpenSSH client on the agent's computer, then start the tunnel anew.",
        'ติดตั้ง OpenSSH client บนเครื่องของเอเจนต์ แล้วเริ่มอุโมงค์ใหม่',
      ),
      needsPerson: true,
    },
  ],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|no matching host key|No \S+ host key is known/i,
    {
      sentence: sentences('The SSH server shows another key than the one that was confirmed.', 'เซิร์ฟเวอร์ SSH แสดงกุญแจที่ไม่ตรงกับที่ยืนยันไว้'),
      nextStep: sentences(
        'Ask whoever runs the server whether its key was changed. Only then read its keys again and confirm the new one.',
        'สอบถามผู้ดูแลเซิร์ฟเวอร์ว่าเปลี่ยนกุญแจหรือไม่ จากนั้นจึงอ่านกุญแจใหม่และยืนยัน',
      ),
      needsPerson: true,
    },
  ],
  [
    /Permission denied/i,
    {
      sentence: sentences('The SSH server does not let this agent in.', 'เซิร์ฟเวอร์ SSH ไม่อนุญาตให้เอเจนต์นี้เข้าใช้งาน'),
      nextStep: sentences(
        "Put this agent's public key into the authorized_keys of that user on the server, then start the tunnel anew.",
        'เพิ่มกุญแจสาธารณะของเอเจนต์ใน authorized_keys ของผู้ใช้นั้นบนเซิร์ฟเวอร์ แล้วเริ่มอุโมงค์ใหม่',
      ),
      needsPerson: true,
    },
  ],
  [
    /remote port forwarding failed|administratively prohibited/i,
    {
      sentence: sentences('The SSH server does not give us the port that was agreed.', 'เซิร์ฟเวอร์ SSH ไม่ให้ใช้พอร์ตที่กำหนด'),
      nextStep: sentences(
        'It is tried again by itself: the connection before may still hold it. If it stays so, see that AllowTcpForwarding is on and ClientAliveInterval is set on the server.',
        'ระบบจะลองใหม่เอง การเชื่อมต่อก่อนหน้าอาจยังไม่ปล่อยพอร์ต หากยังเป็นอยู่ ให้ตรวจ AllowTcpForwarding และ ClientAliveInterval บนเซิร์ฟเวอร์',
      ),
      needsPerson: false,
    },
  ],
  [
    /Connection refused|timed out|No route to host|Network is unreachable|Could not resolve|Connection closed by|kex_exchange/i,
    {
      sentence: sentences('The SSH server cannot be reached.', 'ติดต่อเซิร์ฟเวอร์ SSH ไม่ได้'),
      nextStep: sentences(
        'It is tried again by itself. If it lasts, check that the server runs, and its name and port in the form.',
        'ระบบจะลองใหม่เอง หากนานเกินไป ให้ตรวจว่าเซิร์ฟเวอร์ทำงานอยู่ และตรวจชื่อกับพอร์ตในแบบฟอร์ม',
      ),
      needsPerson: false,
    },
  ],
  [
    /not responding/i,
    {
      sentence: sentences('The SSH server stopped answering.', 'เซิร์ฟเวอร์ SSH หยุดตอบสนอง'),
      nextStep: sentences('It is connected anew by itself.', 'ระบบจะเชื่อมต่อใหม่เอง'),
      needsPerson: false,
    },
  ],
];

/** `lines`: the client's newest; `how` it ended when they say nothing that is known. */
export function sshTrouble(lines: readonly string[], how: string): Trouble {
  const text = [...lines, how].join('\n');
  return (
    MEANINGS.find(([sign]) => sign.test(text))?.[1] ?? {
      sentence: sentences(`The SSH connection ended (${how}).`, `การเชื่อมต่อ SSH สิ้นสุดลง (${how})`),
      nextStep: sentences('It is connected anew by itself; its last lines are below.', 'ระบบจะเชื่อมต่อใหม่เอง ดูบันทึกล่าสุดด้านล่าง'),
      needsPerson: false,
    }
  );
}
