/** From text to token ids. */
@NullMarked
package io.millrace.worker.engine.token;

import org.jspecify.annotations.NullMarked;
