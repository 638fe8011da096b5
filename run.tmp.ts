import { GATEWAYS } from './tools/money/gateways.ts';
import { runHistories } from './tools/money/run-histories.ts';
const [,, id='stripe', runs='100', seed='1'] = process.argv;
const g = GATEWAYS.find(g=>g.id===id)!;
const t=performance.now();
const r = await runHistories(g,{runs:Number(runs),seed:Number(seed)});
console.log(id, JSON.stringify({...r, failure: undefined}), ((performance.now()-t)/r.histories).toFixed(1),'ms each');
if(r.failure) console.log(r.failure.kind, r.failure.what, r.failure.history, r.failure.path);
process.exit(0);
