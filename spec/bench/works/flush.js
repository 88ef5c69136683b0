/**
 * Calls made before there is a connection, and how their flush treats the event loop: the longest turn from the first frame
 * to the last answer, the time from the first frame to the last, and the most bytes that waited in the socket.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import WebSocket from 'ws';
import { Caller, checkCalls } from '../client/caller.js';
import { meter, perOperation } from '../client/meter.js';
import { pause } from '../client/pause.js';

const RESOLUTION = 1;

export const perform = async ({ make, control, params: { total } }) => {
  const client = make({ spool: total });
  const answered = new Caller(client).all(total);
  // Calls are made in one turn, which is the caller's own.
  await pause(50);
  gc();
  const watched = watchSends(total);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  const end = meter();
  await client.open();
  await answered;
  const spent = end();
  delay.disable();
  const { ms, buffered } = watched();
  await checkCalls(control, total);
  client.close();
  return { ...perOperation(spent, total), ms, longest: delay.max / 1e6 - RESOLUTION, buffered };
};

/** Watches all sockets of `ws`, whose prototype every client in Node has. */
const watchSends = total => {
  const { send } = WebSocket.prototype;
  let sent = 0;
  let first;
  let last;
  let buffered = 0;
  WebSocket.prototype.send = function (...args) {
    send.apply(this, args);
    sent += 1;
    if (sent === 1) first = performance.now();
    if (sent === total) last = performance.now();
    const { bufferedAmount } = this;
    if (bufferedAmount > buffered) buffered = bufferedAmount;
  };
  return () => {
    WebSocket.prototype.send = send;
    if (sent !== total) throw new Error(`${sent} frames were sent for ${total} calls`);
    return { ms: last - first, buffered };
  };
};
