import { checkChoice } from './options.js';

/** What the options of every weighting by inner products of gradients have in common. */
export interface ScopeOptions {
  /** Whether one list of weights serves all shared parameters, or every layer finds its own. Default `all`. */
  readonly scope?: 'all' | 'layer';
}

/** The scope with its default. @throws TomoniError `invalid-argument` where it is unknown */
export function scopeOf({ scope = 'all' }: ScopeOptions): 'all' | 'layer' {
  checkChoice('scope', scope, ['all', 'layer']);
  return scope;
}

/** The end of a description that tells the scope, where it is not the default. */
export function describeScope({ scope }: ScopeOptions): string {
  return scope === 'layer' ? ', layer by layer' : '';
}
