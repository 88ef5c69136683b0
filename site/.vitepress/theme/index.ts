import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { h } from 'vue';
import picture from '../../../docs/app.webp?url';
import { MermaidDiagram } from './mermaid-diagram.js';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      'home-hero-image': () =>
        h('img', {
          class: 'start-picture',
          src: picture,
          alt: 'A chat during a failover, with the counts of its client',
        }),
    }),
  enhanceApp: ({ app }) => {
    app.component('MermaidDiagram', MermaidDiagram);
  },
} satisfies Theme;
