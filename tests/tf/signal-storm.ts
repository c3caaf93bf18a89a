// Multiplies matrices on the native backend until it is killed, and says how many signals it took.
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '@/lib/tf/backend';

let signals = 0;
process.on('SIGUSR2', () => {
  signals++;
});
process.on('SIGTERM', () => {
  process.stdout.write(`${signals} signals\n`);
  process.exit(0);
});
await loadBackend();
const [a, b, c] = [
  [64, 784],
  [784, 300],
  [300, 10],
].map((shape) => tf.randomNormal(shape as [number, number]) as tf.Tensor2D);
process.stdout.write('ready\n');
for (;;) {
  for (let round = 0; round < 20; round++)
    tf.tidy(() => {
      tf.matMul(tf.matMul(a, b), c).dataSync();
    });
  await new Promise((resolve) => setImmediate(resolve));
}
