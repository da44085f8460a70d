/** Shows by force that nothing is lost, doubled or out of order. */
@NullMarked
package io.millrace.worker.exactlyonce;

import org.jspecify.annotations.NullMarked;
