package io.angarium.server.engine;

import io.angarium.server.effect.Effect;
import io.angarium.wire.ErrorCode;
import java.util.List;

/** Deletes topics for operators, with what they keep. Owner: the engine's holder. */
final class TopicRemover {
    private final Registry registry;
    private final Keeps keeps;
    private final Branches branches;
    private final Ledger ledger;

    TopicRemover(Registry registry, Keeps keeps, Branches branches, Ledger ledger) {
        this.registry = registry;
        this.keeps = keeps;
        this.branches = branches;
        this.ledger = ledger;
    }

    /**
     * Deletes it.
     *
     * @throws Refusal IN_USE while it has subscriptions, or prepared branches have sent to it
     * @throws io.angarium.journal.JournalException if the journal refuses it
     */
    void remove(Topic topic) {
        String name = "topic '" + topic.destination().name() + "'";
        if (!topic.subscriptions().isEmpty()) {
            throw new Refusal(
                    ErrorCode.IN_USE, name + " has " + topic.subscriptions().size() + " subscriptions");
        }
        requireNoneInDoubt(topic, name);
        keeps.end(topic);
        if (!topic.destination().isTemporary()) {
            ledger.writeFreeing(new Effect.DestinationDeleted(topic.id()));
        }
        registry.forget(topic);
    }

    /** The record of such a message names the topic alone: a restart that does not know it would leave out who subscribes by pattern. */
    private void requireNoneInDoubt(Topic topic, String name) {
        List<Branch> inDoubt = branches.preparedFor(topic);
        if (!inDoubt.isEmpty()) {
            int count = inDoubt.size();
            throw new Refusal(
                    ErrorCode.IN_USE,
                    name + " has messages of " + count
                            + (count == 1 ? " prepared branch, " : " prepared branches, such as ")
                            + inDoubt.get(0).id()
                            + ": commit or roll back first, see 'angarium tx list'");
        }
    }
}
