'use strict';
/*
 * DuckDB, as its experts would set it up: whole numbers for coordinates, a
 * native table in Morton order of the origin, so that its zone maps prune.
 */
const path = require('path');
const { DuckDBInstance } = require('@duckdb/node-api');
const { run } = require('./peer.js');

const THREADS = 2;

/* Spread the lower 32 bits of a number over its even bits. */
const SPREAD = [[16, '0x0000FFFF0000FFFF'], [8, '0x00FF00FF00FF00FF'],
  [4, '0x0F0F0F0F0F0F0F0F'], [2, '0x3333333333333333'],
  [1, '0x5555555555555555']]
  .map(([shift, mask], i) => `CREATE TEMP MACRO spread${i + 1}(v) AS` +
    ` (v | (v << ${shift})) & ${BigInt(mask)}::UBIGINT`);

let instance;
let connection;

async function ask(sql) {
  const result = await connection.runAndReadAll(sql);

  return result.getRows();
}

/*
 * A number of POINT (x y), in 1e-7 degrees from the least.  Regular
 * expressions take three times as long.
 */
function coordinate(column, part, least) {
  return `round((split_part(substr(${column}, 8, length(${column}) - 8),` +
    ` ' ', ${part})::DOUBLE + ${least}) * 1e7)::UINTEGER`;
}

async function readFile(file) {
  await connection.run(`CREATE TABLE read AS SELECT region,
      ${coordinate('origin_coord', 1, 180)} AS ox,
      ${coordinate('origin_coord', 2, 90)} AS oy,
      ${coordinate('destination_coord', 1, 180)} AS dx,
      ${coordinate('destination_coord', 2, 90)} AS dy,
      datetime AS departed, datasource AS ds
    FROM read_csv('${file}', header = true, columns = {
      'region': 'VARCHAR', 'origin_coord': 'VARCHAR',
      'destination_coord': 'VARCHAR', 'datetime': 'TIMESTAMP',
      'datasource': 'VARCHAR'})`);
  await connection.run('CHECKPOINT');
}

async function reorder() {
  for (const macro of SPREAD)
    await connection.run(macro);
  await connection.run('CREATE TEMP MACRO spread(v) AS' +
    ' spread5(spread4(spread3(spread2(spread1(v::UBIGINT)))))');
  await connection.run('CREATE TABLE trips AS SELECT * FROM read' +
    ' ORDER BY spread(ox) | (spread(oy) << 1)');
  await connection.run('DROP TABLE read');
  await connection.run('CHECKPOINT');
}

run({
  name: 'duckdb',

  async open(folder) {
    instance = await DuckDBInstance.create(path.join(folder, 'trips.db'),
      { threads: String(THREADS) });
    connection = await instance.connect();
    await connection.run(`SET temp_directory = '${folder}/spill'`);
    await connection.run('SET preserve_insertion_order = false');
  },

  close() {
    connection.closeSync();
    instance.closeSync();
  },

  async version() {
    return (await ask('SELECT version()'))[0][0];
  },

  /* Without the blocks that the dropped table has left free. */
  async bytes() {
    return (await ask('SELECT used_blocks * block_size' +
      ' FROM pragma_database_size()'))[0][0];
  },

  loadSteps(file) {
    return [['load', () => readFile(file)], ['reorder', reorder]];
  },

  ask,

  week: "date_trunc('week', departed)::DATE",

  between(since, until) {
    return `departed >= DATE '${since}' AND departed < DATE '${until}' + 1`;
  },

  butNot: (end, other) => [`${end} AND NOT (${other})`],

  wide: (value) => `(${value})::BIGINT`,
  idiv: (a, b) => `(${a}) // ${b}`,
  halfHour: '(hour(departed) * 2 + minute(departed) // 30)',
});
