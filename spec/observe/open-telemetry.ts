import { tracingChannel } from 'node:diagnostics_channel';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** What the channels of `rx-beam:call` publish. */
interface Call {
  readonly protocol: string;
  readonly method: string;
  readonly address?: string;
  readonly kind?: string;
  readonly delivery?: string;
}

/** One span for each call of all clients in this process, a child of the span that is active when the call is made. */
export const spanForEachCall = (): (() => void) => {
  const tracer = trace.getTracer('rx-beam');
  const spans = new WeakMap<object, Span>();
  const subscribers = {
    start: (call: Call) => {
      const attributes = { 'rpc.system': call.protocol, 'rpc.method': call.method };
      spans.set(call, tracer.startSpan(call.method, { kind: SpanKind.CLIENT, attributes }));
    },
    end: () => {},
    error: (call: Call) => {
      const span = spans.get(call);
      span?.setStatus({ code: SpanStatusCode.ERROR, message: `${call.kind}, delivery ${call.delivery}` });
      span?.setAttribute('error.type', call.kind ?? '_OTHER');
    },
    asyncStart: () => {},
    asyncEnd: (call: Call) => {
      const span = spans.get(call);
      // A call that never left has no server.
      if (call.address !== undefined) span?.setAttribute('server.address', new URL(call.address).hostname);
      span?.end();
    },
  };
  const channel = tracingChannel<unknown, Call>('rx-beam:call');
  channel.subscribe(subscribers);
  return () => channel.unsubscribe(subscribers);
};
