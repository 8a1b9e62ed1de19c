const bench = require('./stack.cjs');
const world = require('./calendar-world.cjs');
const I = Number(process.env.BENCH_INSTRUMENTS ?? 20000),
  P = Number(process.env.BENCH_PER_UNIT ?? 100);
(async () => {
  const stack = await bench.startStack(['api']);
  try {
    await bench.asOwner(stack.urls, async (client) => {
      let t = performance.now();
      const lap = (what) => {
        console.log(what, ((performance.now() - t) / 1000).toFixed(1), 's');
        t = performance.now();
      };
      const org = await bench.buildOrganisation(client);
      const [cookie] = await bench.buildSessions(stack, client, {
        organisationId: org,
        role: 'enterprise_member',
        count: 1,
      });
      const { holders } = await world.buildRegister(client, bench.buildOrganisation, I);
      lap('register');
      const day = 86400000,
        monday = Math.ceil(Date.now() / day) * day + 2 * day;
      const first = new Date(monday),
        busy = new Date(monday + 40 * day);
      await world.fillCalendar(client, { holders, perUnit: P, firstDay: first, busyDay: busy });
      lap('calendar');
      const {
        rows: [c],
      } = await client.query('select count(*)::int n from occupancy');
      console.log(c.n, 'occupancies');
      const ask = async (name, params) => {
        const times = [];
        let n;
        for (let i = 0; i < 20; i++) {
          const s = performance.now();
          const r = await fetch(
            `${stack.apiUrl}/api/v1/availability?` + new URLSearchParams(params),
            { headers: { cookie } },
          );
          const b = await r.json();
          times.push(performance.now() - s);
          if (r.status !== 200) throw new Error(JSON.stringify(b));
          n = b.items.length;
        }
        times.sort((a, b) => a - b);
        console.log(name, 'items', n, 'p50', times[10].toFixed(1), 'p95', times[18].toFixed(1));
      };
      const at = (d, h) => new Date(d.getTime() + h * 3600000).toISOString();
      await ask('plenty', {
        from: at(first, 0),
        to: at(first, 7 * 24),
        durationMinutes: 120,
        limit: 20,
      });
      await ask('category', {
        from: at(first, 0),
        to: at(first, 7 * 24),
        durationMinutes: 120,
        limit: 20,
        categoryCode: '010102',
      });
      await ask('scarce', {
        from: at(busy, 24),
        to: at(busy, 4 * 24),
        durationMinutes: 120,
        limit: 20,
      });
      if (process.env.HOLD) {
        console.log(stack.urls, stack.apiUrl, cookie);
        await new Promise((r) => setTimeout(r, +process.env.HOLD * 1000));
      }
    });
  } finally {
    await stack.stop();
  }
})().catch((e) => {
  console.error(e);
  process.exitCode = 1;
});
