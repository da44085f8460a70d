@NullMarked
package io.millrace.worker.wiring;

import org.jspecify.annotations.NullMarked;
