/** From a document's text to chunks that fit the model. */
@NullMarked
package io.millrace.topology.chunk;

import org.jspecify.annotations.NullMarked;
