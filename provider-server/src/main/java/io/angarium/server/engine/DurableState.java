package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import java.util.function.Consumer;

/** A collaborator with durable state beside messages: small, because a checkpoint holds it whole and takes it in one step. */
interface DurableState {
    /** Says the effects that, applied to an empty engine in this order, make this state again. */
    void describe(Consumer<Effect> to);
}
