@NullMarked
package io.millrace.worker.api;

import org.jspecify.annotations.NullMarked;
