import { testTypes } from './test-types.js';

testTypes(
  `import {
     classification, type Encoder, type LabelGenerator, lambdas, multitask, ratio, regression, type Rows, sameHeadAs,
     type TaggedSpan,
   } from 'tomoni';
   declare const encoder: Encoder<12>;
   declare const anyDepth: Encoder;
   declare const spans: LabelGenerator<readonly TaggedSpan[]>;
   declare const table: Rows<{ title: string; interest: number | undefined }>;
   const learner = multitask(encoder, { text: 'title' }).main('interest', regression());
   const two = learner.auxiliary('tone', classification({ labels: ['calm', 'loud'] }));`,
  [
    {
      name: 'a whole plan compiles',
      code: `two.weighting(ratio(6, 4)).stopping({ patience: 3, monitor: 'interest' }).fit([{ title: 'a', interest: 1, tone: 'calm' }]);`,
    },
    {
      name: 'no main task',
      code: `multitask(encoder).auxiliary('a', regression()).fit([]);`,
      message: `"There is no main task. Name it with .main(name, head)."`,
    },
    {
      name: 'no main task to explain',
      code: `multitask(encoder).auxiliary('a', regression()).explain();`,
      message: `"There is no main task. Name it with .main(name, head)."`,
    },
    {
      name: 'a second main task',
      code: `learner.main('other', regression());`,
      message: `Argument of type '"other"' is not assignable to parameter of type '"The main task is 'interest' already. Add further tasks with .auxiliary(name, head)."'`,
    },
    {
      name: 'a name used twice',
      code: `two.auxiliary('tone', regression());`,
      message: `Argument of type '"tone"' is not assignable to parameter of type '"There is a task 'tone' already. Give each task a name of its own."'`,
    },
    {
      name: 'layer 13 of 12',
      code: `learner.auxiliary('a', regression(), { layer: 13 });`,
      message: `is not assignable to type '"There is no layer 13 in an encoder of 12 layers. Give a layer from 0, the embeddings, to 12."'`,
    },
    {
      name: 'layers 0 and 12 of 12',
      code: `learner.auxiliary('a', regression(), { layer: 0 }).auxiliary('b', regression(), { layer: 12 });`,
    },
    {
      name: 'any layer of an encoder whose depth is not known',
      code: `multitask(anyDepth).main('a', regression(), { layer: 13 });`,
    },
    {
      name: 'a weight for a task that is not there',
      code: `two.weighting(lambdas({ interest: 1, tone: 1, typo: 2 }));`,
      message: `"The weighting names a task 'typo' that is not there. Name tasks that were added before."`,
    },
    {
      name: 'a task to monitor that is not there',
      code: `two.stopping({ monitor: 'typo' });`,
      message: `"There is no task 'typo' to monitor. Name a task that was added before."`,
    },
    {
      name: 'a score that the head does not report',
      code: `two.stopping({ monitor: { task: 'tone', score: 'rmse' } });`,
      message: `Type '"rmse"' is not assignable to type '"The task 'tone' has no score 'rmse'. Name one of the numbers that the task's head reports."'`,
    },
    {
      name: 'a score that is no number',
      code: `two.stopping({ monitor: { task: 'tone', score: 'confusion' } });`,
      message: `The task 'tone' has no score 'confusion'.`,
    },
    {
      name: 'a score that the head reports',
      code: `two.stopping({ monitor: { task: 'tone', score: 'macroF1', better: 'higher' } }).stopping({ monitor: { total: true } });`,
    },
    {
      name: 'the head of a task that is not there',
      code: `learner.auxiliary('a', sameHeadAs('typo'));`,
      message: `"There is no task 'typo' whose head could be shared. Name a task that was added before."`,
    },
    {
      name: 'a generator for another head',
      code: `learner.auxiliary('a', regression(), { from: spans });`,
      message: `"The generator makes labels of another type than the head reads. Give a head for these labels."`,
    },
    {
      name: 'an option that is not there',
      code: `learner.auxiliary('a', regression(), { dropuot: 0.1 });`,
      message: `'dropuot' does not exist`,
    },
    {
      name: 'a missing label column',
      code: `two.fit([{ title: 'a', interest: 1 }]);`,
      message: `Property 'tone' is missing in type '{ title: string; interest: number; }'`,
    },
    {
      name: 'a table without a label column',
      code: `two.fit(table);`,
      message: `Property 'tone' is missing in type '{ title: string; interest: number | undefined; }'`,
    },
    {
      name: 'a label of the wrong type',
      code: `two.fit([{ title: 'a', interest: '5', tone: 'calm' }]);`,
      message: `Type 'string' is not assignable to type 'number'`,
    },
    {
      name: 'a class that the head does not have',
      code: `two.fit([{ title: 'a', interest: 5, tone: 'quiet' }]);`,
      message: `Type '"quiet"' is not assignable to type '"calm" | "loud" | undefined'`,
    },
    {
      name: 'a label that is missing on purpose',
      code: `two.fit([{ title: 'a', interest: undefined, tone: 'calm' }]);`,
    },
    {
      name: 'a text column that is not there',
      code: `learner.fit([{ text: 'a', interest: 5 }]);`,
      message: `'text' does not exist in type '{ readonly title: string | Words; readonly interest: number | undefined; }'`,
    },
    {
      name: 'rows of its own without the label',
      code: `learner.auxiliary('a', regression(), { data: { train: [{ title: 'a' }] } });`,
      message: `Property 'a' is missing in type '{ title: string; }'`,
    },
    {
      name: 'validation rows without the label',
      code: `learner.fit(table, { validation: [{ title: 'a' }] });`,
      message: `Property 'interest' is missing in type '{ title: string; }'`,
    },
    {
      name: 'a prediction of a task that was dropped',
      code: `async () => (await (await two.fit([])).only('interest').predict(['a']))[0]?.tone;`,
      message: `Property 'tone' does not exist on type 'PredictionsOf<`,
    },
    {
      name: 'a single text where a pair is read',
      code: `async () => (await multitask(encoder, { pair: 'other' }).main('a', regression()).fit([])).predict(['a']);`,
      message: `Type 'string' is not assignable to type 'readonly [string, string]'`,
    },
  ],
);
