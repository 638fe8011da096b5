import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A program that behaves as cloudflared does: it wants its token in TUNNEL_TOKEN, serves /ready and /metrics where `--metrics` says, in the
 * form of its sources (metrics/readiness.go, connection/metrics.go), writes its log lines to stderr, and leads a public port to a local one.
 * What it does is told by a file, read at every request: how many connections stand, whether it hangs, whether it ends.
 */
export type FakeCloudflared = {
  program: string;
  /** Command line and environment of the newest start. */
  started: () => { args: string[]; environment: Record<string, string> };
  behave: (how: Behaviour) => void;
};
/** `hangs`: takes connections on the public port and answers nothing. */
export type Behaviour = { connections?: number; hangs?: boolean; crashes?: boolean; refusesToken?: boolean };

export function fakeCloudflared(folder: string, { publicPort, targetPort }: { publicPort: number; targetPort: number }): FakeCloudflared {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'cloudflared');
  const script = join(folder, 'cloudflared.mjs');
  const behaviour = join(folder, 'behaviour.json');
  const started = join(folder, 'started.json');
  writeFileSync(script, sourceOf({ behaviour, started, publicPort, targetPort }));
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(program, 0o755);
  const behave = (how: Behaviour) => writeFileSync(behaviour, JSON.stringify(how));
  behave({});
  return { program, started: () => JSON.parse(readFileSync(started, 'utf8')), behave };
}

function sourceOf(places: { behaviour: string; started: string; publicPort: number; targetPort: number }): string {
  return `
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
const { behaviour, started, publicPort, targetPort } = ${JSON.stringify(places)};
const args = process.argv.slice(2);
writeFileSync(started, JSON.stringify({ args, environment: process.env }));
const how = () => ({ connections: 4, hangs: false, crashes: false, refusesToken: false, ...JSON.parse(readFileSync(behaviour, 'utf8')) });
const say = (level, line) => process.stderr.write(new Date().toISOString().slice(0, 19) + 'Z ' + level + ' ' + line + '\\n');
if (!process.env.TUNNEL_TOKEN || how().refusesToken) {
  say('ERR', 'Provided Tunnel token is not valid.');
  process.exit(255);
}
const [host, port] = args[args.indexOf('--metrics') + 1].split(':');
const locations = ['bkk02', 'sin15', 'bkk02', 'sin11'];
createServer((asked, answer) => {
  const { connections } = how();
  if (asked.url === '/ready') {
    const status = connections > 0 ? 200 : 503;
    answer.writeHead(status).end(JSON.stringify({ status, readyConnections: connections, connectorId: '5d3ac2a4-7b3f-4f39-8f0e-1d9a3f0f8f7e' }));
  } else if (asked.url === '/metrics') {
    answer.end(
      '# HELP build_info Build and version information\\n# TYPE build_info gauge\\n' +
      'build_info{goversion="go1.24.11",revision="2025-11-18-14:30 UTC",type="",version="2025.11.1"} 1\\n' +
      '# HELP cloudflared_tunnel_ha_connections Number of active ha connections\\n# TYPE cloudflared_tunnel_ha_connections gauge\\n' +
      'cloudflared_tunnel_ha_connections ' + connections + '\\n' +
      '# HELP cloudflared_tunnel_request_errors Count of error proxying to origin\\n# TYPE cloudflared_tunnel_request_errors counter\\n' +
      'cloudflared_tunnel_request_errors 3\\n' +
      '# HELP cloudflared_tunnel_server_locations Where each tunnel is connected to. 1 means current location, 0 means previous locations.\\n' +
      '# TYPE cloudflared_tunnel_server_locations gauge\\n' +
      'cloudflared_tunnel_server_locations{connection_id="0",edge_location="hkg08"} 0\\n' +
      locations.map((location, index) => 'cloudflared_tunnel_server_locations{connection_id="' + index + '",edge_location="' + location + '"} ' + (index < connections ? 1 : 0) + '\\n').join(''),
    );
  } else answer.writeHead(404).end();
}).listen(Number(port), host, () => say('INF', 'Starting metrics server on ' + host + ':' + port + '/metrics'));
createServer((asked, answer) => {
  const { hangs, connections } = how();
  if (hangs) return;
  // Cloudflare's own page for a tunnel without connections.
  if (connections === 0) return answer.writeHead(530).end('<html>error code: 1033</html>');
  const onward = request({ host: '127.0.0.1', port: targetPort, path: asked.url, method: asked.method, headers: asked.headers }, (from) => {
    answer.writeHead(from.statusCode, from.headers);
    from.pipe(answer);
  });
  onward.on('error', () => answer.writeHead(502).end());
  asked.pipe(onward);
}).listen(publicPort, '127.0.0.1', () => {
  for (let index = 0; index < how().connections; index += 1)
    say('INF', 'Registered tunnel connection connIndex=' + index + ' event=0 ip=198.41.192.37 location=' + locations[index] + ' protocol=quic');
  say('DBG', 'token=' + process.env.TUNNEL_TOKEN);
});
setInterval(() => {
  if (!how().crashes) return;
  say('ERR', 'Initiating shutdown error="fatal"');
  process.exit(1);
}, 50);
`;
}
