import type { Analysis } from '../analysis';
import { contentionFindings } from './findings';

/**
 * Sends that wait for room: the consumers are slower than the producers. Waiting to receive is what idle workers do, and a select
 * waits for many things; both are left out.
 */
export const channelContention: Analysis = {
  id: 'channel-contention',
  rules: ['channel-contention'],
  reads: ['profile'],
  run: (index) => ({
    findings: contentionFindings(index, {
      rule: 'channel-contention',
      kinds: ['send'],
      profiles: ['block'],
      words: (_, { place, delay, mean, count, percent }) => ({
        title: { en: `Sends at ${place} waited ${delay} for a receiver`, zh: `${place} 处的发送等待接收方共 ${delay}` },
        summary: {
          en: `${count} sends waited ${mean} on average, ${percent} of all blocking: whoever receives is slower than whoever sends, and the channel's buffer does not cover the peak.`,
          zh: `${count} 次发送平均等待 ${mean}，占全部阻塞的 ${percent}：接收方慢于发送方，通道缓冲不足以覆盖峰值。`,
        },
      }),
    }),
  }),
};
