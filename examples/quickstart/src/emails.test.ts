import { expect, it } from 'vitest';
import { cleanSubject } from './emails.js';

it.each([
  ['Re: [ILUG] Alsa (almost) made easy', 'Alsa (almost) made easy'],
  ['Fwd: Re[2]: Lunch', 'Lunch'],
  ['yyyy, lower your payments', 'lower your payments'],
  ['Need more money?     wflqtx', 'Need more money?'],
  ['discounted mortgages 4924161298765444333', 'discounted mortgages'],
  ['What is Re: about?', 'What is Re: about?'],
])('%s loses what gives its sender away', (subject, clean) => {
  expect(cleanSubject(subject)).toBe(clean);
});

it('is as short as a mail program shows it', () => {
  expect(cleanSubject('word '.repeat(40))).toHaveLength(80);
});
