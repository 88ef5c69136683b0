import { get } from 'node:http';
import type { Join } from '../../lib/index.js';

/** A join request over its own connection, which is closed afterwards; `fetch` would keep its connection open. */
export const joinOverHttp = (url: string): Promise<Join> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(JSON.parse(text) as Join));
    });
    request.on('error', reject);
  });
