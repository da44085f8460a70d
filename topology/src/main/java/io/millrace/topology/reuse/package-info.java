/** Embedding the same text once. */
@NullMarked
package io.millrace.topology.reuse;

import org.jspecify.annotations.NullMarked;
