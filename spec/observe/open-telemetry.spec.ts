import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { of, throwError, timer } from 'rxjs';
import { marbles } from 'rxjs-marbles/mocha/index.js';
import { ROOT } from '../kit/consumer.js';
import { KEY, stage } from './kit.js';
import { spanForEachCall } from './open-telemetry.js';

describe('the recipe for OpenTelemetry', () => {
  const exporter = new InMemorySpanExporter();
  before(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  after(() => {
    trace.disable();
    context.disable();
  });

  it(
    'R50: has one span for each call, in the context of its caller, with no argument and nothing of the reply',
    marbles(m => {
      const stop = spanForEachCall();
      const replies = { clearMessages: of(`reply ${KEY}`), msg: throwError(() => KEY) } as never;
      const { chat } = stage(['(ow)'], {}, { replies });
      chat.boot();
      const tracer = trace.getTracer('app');
      m.scheduler.schedule(() => {
        tracer.startActiveSpan('parent', parent => {
          chat.call$<unknown>('clearMessages', [KEY]).subscribe();
          chat.call$('msg', [KEY]).subscribe({ error: () => {} });
          parent.end();
        });
      }, 20);
      m.scheduler.schedule(() => {
        stop();
        chat.call$<unknown>('clearMessages').subscribe();
      }, 30);
      m.expect(timer(100)).toBeObservable('100ms (0|)', { 0: 0 });
      m.flush();
      const spans = exporter.getFinishedSpans();
      const parent = spans.find(({ name }) => name === 'parent')?.spanContext().spanId;
      const [answered, refused, ...others] = spans.filter(({ name }) => name !== 'parent');
      expect(others).to.deep.equal([]);
      const attributes = { 'rpc.system': 'beam', 'server.address': 'a.test' };
      expect(answered?.name).to.equal('clearMessages');
      expect(answered?.attributes).to.deep.equal({ ...attributes, 'rpc.method': 'clearMessages' });
      expect(refused?.attributes).to.deep.equal({ ...attributes, 'rpc.method': 'msg', 'error.type': 'refused' });
      expect(refused?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'refused, delivery answered' });
      for (const span of [answered, refused]) expect(span?.parentSpanContext?.spanId).to.equal(parent);
      const all = spans.map(({ name, attributes: each, status, events }) => [name, each, status, events]);
      expect(JSON.stringify(all)).not.to.include('hidden');
    }),
  );

  it('is in docs/observing.md to the letter', async () => {
    const recipe = await readFile(join(ROOT, 'spec/observe/open-telemetry.ts'), 'utf8');
    const page = await readFile(join(ROOT, 'docs/observing.md'), 'utf8');
    expect(page.includes(`\`\`\`ts\n${recipe}\`\`\`\n`)).to.equal(true);
  });
});
