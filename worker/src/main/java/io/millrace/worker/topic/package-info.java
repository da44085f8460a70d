/** Reading a topic as a consumer of committed records sees it. */
@NullMarked
package io.millrace.worker.topic;

import org.jspecify.annotations.NullMarked;
