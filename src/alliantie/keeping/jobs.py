"""Background work on keeping: what is due is listed at night; what two people agreed on is deleted a day later."""

from __future__ import annotations

from procrastinate.contrib.django import app

from alliantie.keeping import operations


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="list_due", pass_context=False)
def list_due(timestamp: int) -> int:
    """List what is due. It deletes nothing; twice changes nothing."""
    return operations.list_due()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="erase_approved", pass_context=False)
def erase_approved(timestamp: int) -> int:
    """Delete what was approved a day ago, and numbers whose law and hold ended; let go what the logs hold of it.

    Killed, it goes on where it was. A fault in one holds up none of the others, and is raised when all were tried.
    """
    done, failed = 0, []
    for step in (operations.carry_out, operations.end_numbers, operations.forget):
        try:
            done += step()
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("keeping could not do all", failed)
    return done
