import { testTypes } from './test-types.js';

testTypes(
  `import { createRng, type AnyHead, type Head, type Rows, TomoniError } from '@tomoni/spec';
   declare const rows: Rows<{ readonly title: string; readonly interest: number }>;
   declare const regression: Head<number, number, { readonly rmse: number }>;`,
  [
    {
      name: 'a seed is a number',
      code: `createRng('1');`,
      message: `Argument of type 'string' is not assignable`,
    },
    {
      name: 'an error has one of the known codes',
      code: `new TomoniError({ code: 'oops', what: 'Something.' });`,
      message: `Type '"oops"' is not assignable to type 'ErrorCode'`,
    },
    {
      name: 'rows with more columns pass for rows with fewer',
      code: `const titles: Rows<{ readonly title: string }> = rows;`,
    },
    {
      name: 'rows with fewer columns do not pass for rows with more',
      code: `const dated: Rows<{ readonly title: string; readonly date: string }> = rows;`,
      message: `Property 'date' is missing`,
    },
    { name: 'every head is an AnyHead', code: `const head: AnyHead = regression;` },
  ],
);
