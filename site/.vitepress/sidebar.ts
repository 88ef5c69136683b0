import { existsSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

const REFERENCE = new URL('../api/navigation.json', import.meta.url);

const group = (text: string, pages: Readonly<Record<string, string>>): DefaultTheme.SidebarItem => ({
  text,
  items: Object.entries(pages).map(([title, page]) => ({ text: title, link: `/${page}` })),
});

/** Every page, in the order of reading. */
const pages: readonly DefaultTheme.SidebarItem[] = [
  group('Start', { 'First programs': 'start', Guide: 'guide', Troubleshooting: 'troubleshooting' }),
  group('Use', {
    Operators: 'operators',
    Messages: 'messages',
    Pace: 'pace',
    Options: 'options',
    Errors: 'errors',
    Testing: 'testing',
    Observing: 'observing',
    Incidents: 'incidents',
    'The command': 'cli',
  }),
  group('Protocols', {
    'JSON-RPC': 'json-rpc',
    'Your own protocol': 'protocols',
    NATS: 'nats',
    "Beam's protocol": 'protocol',
    'The local server': 'server',
  }),
  group('Frameworks and places', {
    Angular: 'angular',
    'React, Vue, Svelte': 'frameworks',
    'Runtimes and bundlers': 'places',
  }),
  group('Behind it', {
    'The rules': 'rules',
    Reliability: 'reliability',
    Performance: 'performance',
    Comparison: 'comparison',
    Architecture: 'architecture',
  }),
  group('Versions', { Migrating: 'migrating', Changelog: 'changelog', Contributing: 'contributing' }),
  group('This site', { 'Read it offline': 'offline' }),
];

/** As TypeDoc writes it. */
interface Entry {
  readonly title: string;
  readonly path?: string;
  readonly children?: readonly Entry[];
}

/** The entries of the package with what is in them. Without the reference, as while one writes, there are none. */
const entries: readonly Entry[] = existsSync(REFERENCE) ? JSON.parse(readFileSync(REFERENCE, 'utf8')) : [];

const itemOf = ({ title, path, children }: Entry): DefaultTheme.SidebarItem => ({
  text: title,
  ...(path === undefined ? {} : { link: `/api/${path.replace(/index\.md$/, '')}` }),
  ...(children === undefined ? {} : { items: children.map(itemOf), collapsed: false }),
});

/** The names of all entries, and what is in one of them: all that is in all of them would be longer than most pages. */
const referenceOf = (open?: Entry): DefaultTheme.SidebarItem => ({
  text: 'API reference',
  link: '/api/',
  items: entries.map(entry => itemOf(entry === open ? entry : { title: entry.title, path: entry.path })),
});

/** By the beginning of a page's path; the longest counts. */
export const sidebar: DefaultTheme.Sidebar = {
  '/': [...pages, referenceOf()],
  '/api/': [referenceOf()],
  ...Object.fromEntries(entries.map(entry => [itemOf(entry).link, [referenceOf(entry)]])),
};
