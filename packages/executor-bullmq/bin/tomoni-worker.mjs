#!/usr/bin/env node
import { workerCommand } from '../dist/worker/worker-command.js';

process.exitCode = await workerCommand(process.argv.slice(2));
