"""Who belongs where: academies, their staff, and learners under a pseudonym."""
