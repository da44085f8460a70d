/** Tests of moving to another vector space. */
@NullMarked
package io.millrace.worker.reembed;

import org.jspecify.annotations.NullMarked;
