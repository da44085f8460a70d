/** What a model is: its files, how they are read, and the golden vectors it has to reproduce. */
@NullMarked
package io.millrace.worker.engine.model;

import org.jspecify.annotations.NullMarked;
