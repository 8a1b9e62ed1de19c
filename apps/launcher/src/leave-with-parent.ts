// Preloaded into every child of the launcher: a child whose parent was killed stops as if asked to, and never stays behind.
const GRACE_MS = 8_000;

process.on('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
process.channel?.unref(); // the listener alone must not keep a stopping process alive
