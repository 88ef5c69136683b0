import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The anchor of a heading as a forge makes it, so that one link works on both. VitePress would make `what-s` of `What's`. */
export const slugOfForge = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');

interface Places {
  /** Source → page. */
  readonly rewrites: Readonly<Record<string, string>>;
  readonly repository: string;
}

/** The page that is made of a file: `docs/guide.md` → `/guide.md`; undefined if the site does not have it. */
const pageOf = (file: string, rewrites: Places['rewrites']): string | undefined => {
  const page = rewrites[file];
  if (page !== undefined) return `/${page}`;
  const [, name] = /^docs\/([^/]+\.md)$/.exec(file) ?? [];
  if (name !== undefined) return `/${name}`;
  const [, path] = /^site\/(api\/.*\.md)$/.exec(file) ?? [];
  return path === undefined ? undefined : `/${path}`;
};

/** Links between files become links between pages, and those to any other file lead to the repository. */
export const linksToRepository = (md: MarkdownRenderer, { rewrites, repository }: Places): void => {
  md.core.ruler.push('links-to-repository', ({ tokens, env }) => {
    const source: string = env.realPath ?? env.path;
    const target = (href: string): string => {
      if (/^([a-z]+:|#|\/)/i.test(href)) return href;
      const [path = '', fragment] = href.split('#');
      const absolute = join(dirname(source), decodeURI(path));
      const file = relative(ROOT, absolute);
      const hash = fragment === undefined ? '' : `#${fragment}`;
      const page = pageOf(file, rewrites);
      if (page !== undefined) return page + hash;
      // What is nowhere is left as it is: VitePress reports it as dead.
      if (!existsSync(absolute)) return href;
      return `${repository}/${statSync(absolute).isDirectory() ? 'tree' : 'blob'}/main/${file}${hash}`;
    };
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href !== null) token.attrSet('href', target(href));
      }
    }
  });
};

/** A `mermaid` fence becomes a drawing. Its text stays in the page, for whoever has no JavaScript. */
export const mermaidDiagrams = (md: MarkdownRenderer): void => {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? '';
    return `<MermaidDiagram text="${encodeURIComponent(token.content)}"/>`;
  };
};
