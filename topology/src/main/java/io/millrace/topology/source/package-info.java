/** From a record's bytes to a document. */
@NullMarked
package io.millrace.topology.source;

import org.jspecify.annotations.NullMarked;
