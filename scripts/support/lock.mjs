import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at } from './root.mjs';

const file = at('.turbo', 'setup.lock');

/** Runs `work` while no other process of this checkout sets up; several roles may start at once. */
export async function alone(work) {
  mkdirSync(at('.turbo'), { recursive: true });
  for (let told = false; !take(); ) {
    if (!told) console.log('setup: waiting for another process that is at it');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(owner())) rmSync(file, { force: true });
    return false;
  }
}

function owner() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid) {
  // Not yet written, or just released: look again.
  if (!Number.isInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
