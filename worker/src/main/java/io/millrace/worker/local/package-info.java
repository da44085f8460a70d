/**
 * What demo, benchmarks and commands need on one machine with nothing installed next to it: a
 * broker and a registry in this process, folders that go, progress, and a word for wrong input.
 */
@NullMarked
package io.millrace.worker.local;

import org.jspecify.annotations.NullMarked;
