# The web application with its background jobs in one container; data in /data (SQLite) or in PostgreSQL by DATABASE_URL.
# Without internet: docker build --build-arg PIP_ARGS="--no-index --find-links=/wheels" with a folder `wheels` beside this file.
FROM python:3.11-slim
ARG PIP_ARGS=""
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 ZIPING_HOME=/data
WORKDIR /app
COPY . .
RUN if [ -d wheels ]; then cp -r wheels /wheels; fi \
 && pip install --no-cache-dir $PIP_ARGS -c constraints.txt '.[web,postgres]' \
 && useradd --create-home --uid 10001 ziping && mkdir /data && chown ziping /data
USER ziping
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=4)"
CMD ["ziping", "serve", "--host", "0.0.0.0", "--port", "8000"]
