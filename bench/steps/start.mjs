// How soon `inquest serve` answers on data that is already there, and what it holds when idle.
import { House, median, megabytes, memory, millis } from '../lib.mjs';

export async function measure() {
  const house = new House();
  try {
    await house.run('migrate');
    const ready = [];
    let resident = 0;
    for (let at = 0; at < 5; at += 1) {
      ready.push(await house.serve());
      if (at === 4) {
        await new Promise((done) => setTimeout(done, 5000));
        resident = memory(house.child.pid, 'VmRSS');
      }
      await house.stop();
    }
    return [
      { what: 'start to ready', ours: millis(median(ready)), goal: '< 200 ms', ok: median(ready) < 200 },
      { what: 'memory when idle', ours: megabytes(resident), goal: '< 60 MB', ok: resident < 60 * 1024 },
    ];
  } finally {
    await house.clean();
  }
}
