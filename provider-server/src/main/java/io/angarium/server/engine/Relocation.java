package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.EncodedMessage;

/**
 * Moves a message to another queue, in another form: to the outside it leaves one queue and is in the other at the same moment, also
 * after a crash. Owner: the engine's holder.
 */
final class Relocation {
    private final Ledger ledger;
    private final DurabilityGate gate;
    private final Inventory inventory;
    private final HorizonKeeper horizons;
    private final BrokerClock clock;

    Relocation(Ledger ledger, DurabilityGate gate, Inventory inventory, HorizonKeeper horizons, BrokerClock clock) {
        this.ledger = ledger;
        this.gate = gate;
        this.inventory = inventory;
        this.horizons = horizons;
        this.clock = clock;
    }

    /**
     * Moves.
     *
     * @param ref where it is
     * @param form what it is from now on; persistent as it was
     * @param reason why it leaves
     * @throws io.angarium.journal.JournalException if the journal has no room: then nothing was changed
     */
    void move(MessageRef ref, MessageQueue to, EncodedMessage form, Effect.Reason reason) {
        if (form.persistent()) {
            ledger.begin().add(stored(to, form));
            if (ref.journalled()) {
                ledger.add(new Effect.MessagesRemoved(0, ref.queue().id(), reason, new long[] {ref.id()}));
            }
            appended(to, form);
        } else {
            StoredMessage stored = new StoredMessage(0, form, 0, 0, 0);
            inventory.admit(stored);
            inventory.arrive(inventory.admit(stored, to));
        }
        inventory.gone(ref, reason);
    }

    /**
     * Puts a persistent message of the broker's own into a queue.
     *
     * @throws io.angarium.journal.JournalException if the journal has no room: then nothing was changed
     */
    void put(MessageQueue to, EncodedMessage form) {
        ledger.begin().add(stored(to, form));
        appended(to, form);
    }

    private Effect.MessageStored stored(MessageQueue to, EncodedMessage form) {
        return new Effect.MessageStored(0, clock.now(), 0, 0, Effect.Origin.BROKER, new int[] {to.id()}, form);
    }

    private void appended(MessageQueue to, EncodedMessage form) {
        long position = ledger.append();
        StoredMessage stored = new StoredMessage(position, form, 0, 0, 0);
        inventory.admit(stored);
        MessageRef arriving = inventory.admit(stored, to);
        gate.hold(position, () -> inventory.arrive(arriving));
        horizons.rideAlong(to, position);
    }
}
