/** The way of a record, from a document to its vectors. */
@NullMarked
package io.millrace.topology;

import org.jspecify.annotations.NullMarked;
